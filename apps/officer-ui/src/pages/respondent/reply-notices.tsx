import { Notice } from '../../components/notice';
import { Problem } from '../../components/problem';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';
import type { Reply } from './use-reply';

/** What stands between what is written and its being saved. */
export const ReplyNotices = ({ reply }: { reply: Reply }) => {
  const t = useText();
  const { saving } = reply;
  if (saving.state === 'kept')
    return (
      <Notice kind="warn">
        <Text id="respond.kept" />
      </Notice>
    );
  if (saving.state === 'elsewhere')
    return (
      <Notice
        kind="stop"
        act={
          <span className="row">
            <button type="button" className="btn btn--small" onClick={() => reply.settle('mine')}>
              {t('respond.elsewhere.mine')}
            </button>
            <button type="button" className="btn btn--quiet btn--small" onClick={() => reply.settle('theirs')}>
              {t('respond.elsewhere.theirs')}
            </button>
          </span>
        }
      >
        <Text id="respond.elsewhere" />
      </Notice>
    );
  if (saving.state === 'refused')
    return (
      <Problem
        error={saving.error}
        kind="command"
        title={t('respond.refused')}
        actions={
          <button type="button" className="btn" onClick={() => void reply.flush()}>
            {t('again')}
          </button>
        }
      />
    );
  return null;
};
