import { useState } from 'react';
import type { DeadLetterView } from '#contracts';
import { letterPath, type Letter } from '../../api/dead-letters';
import { usePeople } from '../../api/people';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { Drawer } from '../../components/drawer';
import { Notice } from '../../components/notice';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { ReasonForm } from '../webhooks/reason-form';
import { LaneName, LetterState } from './letter-list';
import { useLetterWords } from './letter-words';

/** One event that could not be taken in: what hangs on it, why, what has been done, and what can be. */
export const LetterDrawer = ({
  id,
  letter,
  onActed,
  onClose,
}: {
  id: string;
  letter: Letter;
  onActed: (letter: Letter) => void;
  onClose: () => void;
}) => {
  const t = useText();
  const dates = useDates();
  const words = useLetterWords()(letter);
  const parked = letter.state === 'parked';
  return (
    <Drawer
      id={id}
      tab={t('operations.letter')}
      title={words.event}
      subject={`${letter.id} ${letter.state}`}
      onClose={onClose}
    >
      <div className="stack letter">
        <p>
          <LetterState {...letter} />
        </p>
        <p>
          {t(
            parked ? `operations.affected.${letter.consumer.split('.')[1] ?? ''}` : `operations.after.${letter.state}`,
            {
              service: words.service,
              waiting: letter.waiting,
            },
          )}
        </p>
        {parked && <Acts letter={letter} onActed={onActed} />}
        <h3>{words.why}</h3>
        {parked && <p>{words.whySay}</p>}
        <pre className="wire letter__error" tabIndex={0} aria-label={t('operations.error')}>
          {letter.error}
        </pre>
        <h3>{t('operations.history')}</h3>
        <History letter={letter} />
        <h3>{t('operations.facts')}</h3>
        <dl className="why">
          <dt>{t('operations.by')}</dt>
          <dd>
            {words.service}, {words.consumer}
            <br />
            <code>{letter.consumer}</code>
          </dd>
          <dt>{t('operations.event')}</dt>
          <dd>
            <code>{letter.type}</code>
          </dd>
          <dt>{t('operations.lane')}</dt>
          <dd>
            <LaneName {...letter} />
            {', '}
            {t('operations.sequence', { sequence: letter.sequence })}
          </dd>
          <dt>{t('operations.since')}</dt>
          <dd>{dates.moment(letter.parkedAt)}</dd>
          <dt>{t('operations.tries')}</dt>
          <dd>{letter.attempts}</dd>
        </dl>
      </div>
    </Drawer>
  );
};

/** Trying again asks for nothing; to skip is for ever, so it is asked once more, with a reason. */
const Acts = ({ letter, onActed }: { letter: Letter; onActed: (letter: Letter) => void }) => {
  const t = useText();
  const [skipping, setSkipping] = useState(false);
  const took = (data: DeadLetterView): void => onActed({ ...data, service: letter.service });
  const retry = useCommand<DeadLetterView>({ onDone: ({ data }) => took(data) });
  const again = retry.data?.data.state === 'parked' ? retry.data.data.history.at(-1) : undefined;
  return (
    <>
      <p className="meta">{t('operations.retry.say')}</p>
      <p className="row row--wrap">
        <button
          type="button"
          className={skipping ? 'btn' : 'btn btn--primary'}
          aria-disabled={retry.isPending}
          onClick={() => {
            if (!retry.isPending) retry.mutate({ method: 'POST', path: letterPath(letter, 'retry'), body: {} });
          }}
        >
          {t('operations.retry')}
        </button>
        <button type="button" className="btn" aria-expanded={skipping} onClick={() => setSkipping(!skipping)}>
          {t('operations.skip')}
        </button>
      </p>
      <CommandProblem command={retry} title={t('operations.failed')} />
      {again && <Notice kind="warn">{t('operations.again', { reason: again.reason?.split('\n')[0] ?? '' })}</Notice>}
      {skipping && (
        <ReasonForm
          title={t('operations.skip.title')}
          say={t('operations.skip.say', { waiting: letter.waiting })}
          act={t('operations.skip.sure')}
          path={letterPath(letter, 'skip')}
          needed
          onDone={(data) => took(data as DeadLetterView)}
          onClose={() => setSkipping(false)}
        />
      )}
    </>
  );
};

/** Who has done what, newest last, as it was recorded. */
const History = ({ letter }: { letter: Letter }) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  if (letter.history.length === 0) return <p className="meta">{t('operations.history.none')}</p>;
  return (
    <ol className="bare letter__acts">
      {letter.history.map(({ act, by, reason, at }) => (
        <li key={`${at} ${act}`}>
          {t(`operations.act.${act}${by === 'feed' ? '.feed' : ''}`, { who: people(by).name })}
          {reason !== undefined && (
            <p>{act === 'skip' ? t('operations.act.reason', { reason }) : reason.split('\n')[0]}</p>
          )}
          <p className="meta">{dates.moment(at)}</p>
        </li>
      ))}
    </ol>
  );
};
