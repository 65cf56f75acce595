import { useState } from 'react';
import { revokeClient, rotateSecret, type MachineClientView } from '../../api/sessions';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { Drawer } from '../../components/drawer';
import { ChoicesField } from '../../components/fields';
import { Notice } from '../../components/notice';
import { OpenedForm } from '../../components/opened-form';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { SecretShown } from './secret-shown';

/** One machine client: what it may, its secrets, and what can be done about it. */
export const ClientDrawer = ({
  id,
  client,
  onClose,
}: {
  id: string;
  client: MachineClientView;
  onClose: () => void;
}) => {
  const t = useText();
  const dates = useDates();
  const [made, setMade] = useState<{ secret?: string }>();
  const [act, setAct] = useState<'rotate' | 'revoke'>();
  const { revokedAt } = client;
  return (
    <Drawer
      id={id}
      tab={t('clients.client')}
      title={client.name}
      subject={`${client.id} ${made ? 'secret' : ''} ${revokedAt ?? ''}`}
      onClose={onClose}
    >
      <div className="stack letter">
        {revokedAt !== undefined && <p>{t('clients.revoked.on', { day: dates.full(dates.dayOf(revokedAt)) })}</p>}
        {made && <SecretShown client={client.id} secret={made.secret} />}
        {revokedAt === undefined && !made && (
          <>
            {client.signsInAt === 'issuer' && <p>{t('clients.issuer.say')}</p>}
            <p className="row row--wrap">
              {client.signsInAt === 'here' && (
                <button
                  type="button"
                  className="btn"
                  aria-expanded={act === 'rotate'}
                  onClick={() => setAct(act === 'rotate' ? undefined : 'rotate')}
                >
                  {t('clients.rotate')}
                </button>
              )}
              <button
                type="button"
                className="btn"
                aria-expanded={act === 'revoke'}
                onClick={() => setAct(act === 'revoke' ? undefined : 'revoke')}
              >
                {t('clients.revoke')}
              </button>
            </p>
            {act === 'rotate' && (
              <Rotate
                client={client}
                onCancel={() => setAct(undefined)}
                onDone={(data) => {
                  setAct(undefined);
                  setMade(data);
                }}
              />
            )}
            {act === 'revoke' && <Revoke client={client} onClose={() => setAct(undefined)} />}
          </>
        )}
        <dl className="why">
          <dt>{t('clients.id')}</dt>
          <dd>
            <pre className="wire" tabIndex={0} aria-label={t('clients.id')}>
              {client.id}
            </pre>
          </dd>
          {client.signsInAt === 'here' && (
            <>
              <dt>{t('clients.secret')}</dt>
              <dd>
                {client.secrets.length === 0 && t('clients.secret.none')}
                {client.secrets.map(({ hint, madeAt, endsAt }) => (
                  <p key={`${hint} ${madeAt}`}>
                    {endsAt === undefined
                      ? t('clients.secret.made', { hint, on: dates.moment(madeAt) })
                      : t('clients.secret.ends', { hint, until: dates.moment(endsAt) })}
                  </p>
                ))}
              </dd>
            </>
          )}
          <dt>{t('clients.may')}</dt>
          <dd>
            <p>{t('clients.may.1')}</p>
            <p>{t('clients.may.2')}</p>
          </dd>
          <dt>{t('clients.mayNot')}</dt>
          <dd>
            <p>{t('clients.mayNot.1')}</p>
            <p>{t('clients.mayNot.2')}</p>
          </dd>
        </dl>
      </div>
    </Drawer>
  );
};

/** A new secret, and what becomes of the old one. */
const Rotate = ({
  client,
  onDone,
  onCancel,
}: {
  client: MachineClientView;
  onDone: (data: { secret?: string }) => void;
  onCancel: () => void;
}) => {
  const t = useText();
  const [old, setOld] = useState('overlap');
  const command = useCommand<{ secret?: string }>({ onDone: ({ data }) => onDone(data) });
  return (
    <OpenedForm
      label={t('clients.rotate')}
      takesFocus
      onCancel={onCancel}
      acts={
        <button type="submit" className="btn btn--primary" aria-disabled={command.isPending}>
          {t('clients.rotate')}
        </button>
      }
      onSubmit={(event) => {
        event.preventDefault();
        if (!command.isPending) command.mutate(rotateSecret(client.id, old === 'overlap'));
      }}
    >
      <p>{t('clients.rotate.say')}</p>
      <ChoicesField
        label={t('clients.rotate.old')}
        hideLegend
        multiple={false}
        value={[old]}
        choices={['overlap', 'now'].map((id) => ({
          id,
          label: t(`clients.rotate.${id}`),
          hint: t(`clients.rotate.${id}.hint`),
        }))}
        onChange={([one]) => setOld(one ?? 'overlap')}
      />
      <CommandProblem command={command} title={t('clients.rotate.refused')} />
    </OpenedForm>
  );
};

/** For good, so it is asked once more. */
const Revoke = ({ client, onClose }: { client: MachineClientView; onClose: () => void }) => {
  const t = useText();
  const command = useCommand({ onDone: onClose });
  return (
    <OpenedForm
      label={t('clients.revoke')}
      takesFocus
      onCancel={onClose}
      acts={
        <button type="submit" className="btn btn--primary" aria-disabled={command.isPending}>
          {t('clients.revoke.sure')}
        </button>
      }
      onSubmit={(event) => {
        event.preventDefault();
        if (!command.isPending) command.mutate(revokeClient(client.id));
      }}
    >
      <Notice kind="warn">{t('clients.revoke.say')}</Notice>
      <CommandProblem command={command} title={t('clients.revoke.refused')} />
    </OpenedForm>
  );
};
