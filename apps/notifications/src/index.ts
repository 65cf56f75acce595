export { notificationsApi, notificationsDefinition } from './definition.js';
export { NotificationsModule, type NotificationsParts } from './notifications.module.js';
