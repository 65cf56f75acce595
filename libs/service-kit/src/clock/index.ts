export { serviceClock, type ServiceClock } from './service-clock.js';
