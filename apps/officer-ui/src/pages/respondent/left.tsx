import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { RespondentFrame } from './frame';

/** Signed out. */
export const Page = () => {
  const t = useText();
  useTitle(t('respond.left'));
  return (
    <RespondentFrame>
      <div className="page main">
        <h1>{t('respond.left')}</h1>
        <p>{t('respond.left.say')}</p>
      </div>
    </RespondentFrame>
  );
};
