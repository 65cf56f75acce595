import type { Letter } from '../../api/dead-letters';
import type { Shape, Tone } from '../../components/glyph';
import { List } from '../../components/list';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { useInquiryNames } from '../webhooks/inquiry-names';
import { useLetterWords } from './letter-words';

const looks: Record<Letter['state'], [Shape, Tone]> = {
  parked: ['tri', 'stop'],
  retried: ['full', 'ok'],
  skipped: ['dash', 'ink'],
};

export const LetterState = ({ state }: Pick<Letter, 'state'>) => {
  const t = useText();
  const [shape, tone] = looks[state];
  return (
    <StateTag shape={shape} tone={tone}>
      {t(`operations.state.${state}`)}
    </StateTag>
  );
};

/** An inquiry by its title where the reader may know it; else the first digits of its lane. */
export const LaneName = ({ lane }: Pick<Letter, 'lane'>) => {
  const names = useInquiryNames();
  return names.of(lane) ?? <code className="nowrap">{lane.slice(0, 8)}</code>;
};

/** A row per event that a consumer could not take in; it opens beside the list. */
export const LetterList = ({
  letters,
  picked,
  drawer,
  onPick,
}: {
  letters: Letter[];
  picked: Letter | undefined;
  drawer: string;
  onPick: (letter: Letter) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const words = useLetterWords();
  return (
    <List
      caption={t('operations.title')}
      rows={letters}
      keyOf={(letter) => letter.id}
      picked={(letter) => letter.id === picked?.id}
      columns={[
        {
          id: 'event',
          head: t('operations.event'),
          rowHead: true,
          cell: (letter) => (
            <button
              type="button"
              className="linklike"
              aria-expanded={letter.id === picked?.id}
              aria-controls={letter.id === picked?.id ? drawer : undefined}
              onClick={() => onPick(letter)}
            >
              {words(letter).event}
              <span className="vh">
                : <LaneName {...letter} />
              </span>
            </button>
          ),
        },
        {
          id: 'consumer',
          head: t('operations.by'),
          cell: (letter) => (
            <>
              {words(letter).service}
              <p className="meta">{words(letter).consumer}</p>
            </>
          ),
        },
        { id: 'lane', head: t('operations.lane'), cell: (letter) => <LaneName {...letter} /> },
        { id: 'why', head: t('operations.why'), cell: (letter) => words(letter).why },
        { id: 'since', head: t('operations.since'), nowrap: true, cell: (letter) => dates.moment(letter.parkedAt) },
        { id: 'waiting', head: t('operations.waiting'), figures: true, cell: (letter) => letter.waiting },
        { id: 'state', head: t('operations.state'), nowrap: true, cell: (letter) => <LetterState {...letter} /> },
      ]}
    />
  );
};
