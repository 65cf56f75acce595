export { BOOTSTRAP_ADMINISTRATOR, bootstrapAdministrator } from './bootstrap-administrator.js';
export { type CaseStateParts } from './case-state.js';
export { CaseStateModule } from './case-state.module.js';
export { caseStateApi, caseStateDefinition, defineCaseState, type CaseStateDefinition } from './definition.js';
export { foldInquiry, type AsOf, type FoldedInquiry } from './domain/as-of/fold-inquiry.js';
export type { CaseState } from './domain/case/case.state.js';
export type { InquiryState } from './domain/inquiry/inquiry.state.js';
export { faultsOf, type Fault } from './domain/procedure/faults.js';
export { shippedProcedures } from './rules/shipped-procedures.js';
