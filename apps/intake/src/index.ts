export { intakeApi, intakeDefinition } from './definition.js';
export { demoRespondents } from './demo-respondents.js';
export { Intake, type IntakeParts } from './intake.js';
export { IntakeModule } from './intake.module.js';
export { respondentRecordsIn } from './directory/respondent-records.js';
