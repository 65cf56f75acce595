import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/people';
import { machineClientsQuery, type MachineClientView } from '../../api/sessions';
import { Asked } from '../../components/asked';
import { Empty } from '../../components/empty';
import type { Shape, Tone } from '../../components/glyph';
import { Identity } from '../../components/identity';
import { Inv } from '../../components/inv';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { useDates } from '../../time/use-dates';
import { NotFound } from '../faults';
import { OperationsPlaces } from '../operations/places';
import { ClientDrawer } from './client-drawer';

/** Programs with an account, for who runs the installation; for everybody else there is nothing here. */
export const Page = () => {
  const me = useMe();
  if (!me?.roles.includes('administrator')) return <NotFound />;
  return <MachineClients />;
};

type State = 'holds' | 'revoked' | 'noSecret';
const looks: Record<State, [Shape, Tone]> = {
  holds: ['full', 'ok'],
  revoked: ['dash', 'ink'],
  noSecret: ['tri', 'stop'],
};
const stateOf = ({ revokedAt, signsInAt, secrets }: MachineClientView): State =>
  revokedAt !== undefined ? 'revoked' : signsInAt === 'here' && secrets.length === 0 ? 'noSecret' : 'holds';

const MachineClients = () => {
  const t = useText();
  const { demonstration } = useClock();
  const dates = useDates();
  const drawer = useId();
  const clients = useQuery(machineClientsQuery);
  const [open, setOpen] = useState<string>();
  useTitle(t('clients.title'));
  const items = clients.data?.items ?? [];
  const picked = items.find(({ id }) => id === open);
  const add = (
    <Link className={items.length > 0 ? 'btn' : 'btn btn--primary'} to="/operations/machine-clients/new">
      {t('clients.add')}
    </Link>
  );
  return (
    <>
      <Identity title={t('clients.title')} lede={t('clients.lede')} actions={<OperationsPlaces />} />
      <div className="page main">
        <div className={picked ? 'letters letters--read' : 'letters'}>
          <Sheet
            title={t('clients.registered')}
            note={clients.data && t('clients.count', { n: clients.data.total })}
            actions={items.length > 0 && add}
          >
            <Asked query={clients} what={t('clients.title')}>
              {() =>
                items.length === 0 ? (
                  <Empty title={t('clients.none')} actions={add}>
                    <p>{t('clients.none.say')}</p>
                  </Empty>
                ) : (
                  <List
                    caption={t('clients.title')}
                    rows={items}
                    keyOf={({ id }) => id}
                    picked={({ id }) => id === open}
                    columns={[
                      {
                        id: 'name',
                        head: t('clients.name'),
                        rowHead: true,
                        cell: (client) => (
                          <>
                            <button
                              type="button"
                              className="linklike"
                              aria-expanded={client.id === open}
                              aria-controls={client.id === open ? drawer : undefined}
                              onClick={() => setOpen(client.id === open ? undefined : client.id)}
                            >
                              {client.name}
                            </button>
                            {client.invented && <Inv />}
                            {client.note && <p className="meta">{client.note}</p>}
                          </>
                        ),
                      },
                      {
                        id: 'signs-in',
                        head: t('clients.signsIn'),
                        cell: ({ signsInAt }) => t(`clients.signsIn.${signsInAt}`),
                      },
                      {
                        id: 'used',
                        head: t('clients.used'),
                        nowrap: true,
                        cell: ({ lastUsedAt }) => (lastUsedAt ? dates.moment(lastUsedAt) : t('clients.used.never')),
                      },
                      {
                        id: 'state',
                        head: t('clients.state'),
                        nowrap: true,
                        cell: (client) => {
                          const [shape, tone] = looks[stateOf(client)];
                          return (
                            <StateTag shape={shape} tone={tone}>
                              {t(`clients.state.${stateOf(client)}`)}
                            </StateTag>
                          );
                        },
                      },
                    ]}
                  />
                )
              }
            </Asked>
            {demonstration && items.length > 0 && <p className="meta">{t('operations.realTime')}</p>}
          </Sheet>
          {picked && <ClientDrawer key={picked.id} id={drawer} client={picked} onClose={() => setOpen(undefined)} />}
        </div>
      </div>
    </>
  );
};
