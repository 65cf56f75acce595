export { metricsController } from './metrics-controller.js';
export { type ServiceMetrics, serviceMetrics } from './service-metrics.js';
