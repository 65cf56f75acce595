export { clockController } from './clock-controller.js';
export { deadLettersController, deadLetterView } from './dead-letters-controller.js';
export { type ServiceDoors, serviceDoors } from './service-doors.js';
