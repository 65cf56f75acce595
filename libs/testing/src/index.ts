export { upcastsAsGolden } from './contracts/golden-upcasts.js';
export { logContract, type LogUnderTest, type MakeLog } from './contracts/log-contract.js';
export { appendOnto, appendTo, someContext, someEvents, someStream } from './contracts/requests.js';
export { cuttingProxy, type CuttingProxy } from './cutting-proxy.js';
export { eventually, type Patience } from './eventually.js';
export { givenWhenThen, type Decidable } from './given-when-then.js';
export { disposableLog, SERVICE_ROLE, type DisposableLog } from './postgres/disposable-log.js';
export { disposablePostgres, type DisposablePostgres } from './postgres/disposable-postgres.js';
export { startProcess, type StartedProcess } from './processes/start-process.js';
