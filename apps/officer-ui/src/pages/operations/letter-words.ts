import { useIntl } from 'react-intl';
import type { Letter } from '../../api/dead-letters';
import { useText } from '../../text/use-text';

interface LetterWords {
  /** What happened: "An inquiry is opened". A type that has no words yet stands as it is called. */
  event: string;
  service: string;
  /** Which part of the service: "Pages and lists". */
  consumer: string;
  why: string;
  whySay: string;
}

/** Names of consumers, types and codes, explained. */
export const useLetterWords = (): ((letter: Letter) => LetterWords) => {
  const t = useText();
  const { messages } = useIntl();
  const known = (id: string, otherwise: string): string => (id in messages ? t(id) : otherwise);
  return (letter) => ({
    event: known(`operations.event.${letter.type.split('.')[2] ?? ''}`, letter.type),
    service: t(`operations.service.${letter.service}`),
    consumer: known(`operations.consumer.${letter.consumer}`, letter.consumer),
    why: t(`operations.code.${letter.code}`),
    whySay: t(`operations.code.${letter.code}.say`, { attempts: letter.attempts }),
  });
};
