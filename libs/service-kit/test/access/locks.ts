import {
  accessOver,
  asReaderOf,
  readerRolesOf,
  type Access,
  type AccessReader,
  type ServiceRuntime,
  type Sight,
} from '#service-kit';
import { SERVICE_ROLE } from '#testing';

type Locked = Pick<ServiceRuntime, 'dataSource' | 'clock' | 'access'>;

/** Acts while the doors of a service go by another decision. */
async function goingBy(runtime: Locked, access: Access, act: () => Promise<void>): Promise<void> {
  const before = runtime.access;
  Object.assign(runtime, { access });
  try {
    await act();
  } finally {
    Object.assign(runtime, { access: before });
  }
}

/** With the first lock taken away, in the decision and in every query: the database's own is left. */
export async function withoutFirstLock(runtime: Locked, act: () => Promise<void>): Promise<void> {
  const asReader = asReaderOf(runtime.dataSource, readerRolesOf(SERVICE_ROLE));
  const careless = accessOver(runtime.dataSource, runtime.clock, asReader, {
    decide: (_, __, at) => ({ under: 'auditor', at }),
  });
  const all = (sight: Sight): Sight => ({ ...sight, scope: 'everything' });
  const access: Access = {
    ...careless,
    reading: (reader: AccessReader, look) => careless.reading(reader, (views, sight) => look(views, all(sight))),
  };
  await goingBy(runtime, access, act);
}

/** With the second lock taken away: as the tables' owner, from whom the database withholds nothing. */
export const withoutSecondLock = (runtime: Locked, act: () => Promise<void>): Promise<void> =>
  goingBy(runtime, accessOver(runtime.dataSource, runtime.clock, asReaderOf(runtime.dataSource, undefined)), act);
