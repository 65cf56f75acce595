export { FOLLOWERS, SERVICES, serviceOfPath, type Service } from './services.js';
export { readSettings, SettingsRefused, type SettingProblem, type Settings } from './read-settings.js';
export { refuseOpenDemo } from './refuse-open-demo.js';
export { renderSettings } from './render-settings.js';
export { LOG_LEVELS, VARIABLES, type LogLevel, type Variable } from './variables.js';
