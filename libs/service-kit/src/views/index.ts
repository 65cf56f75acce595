export { foreignConsumer, viewConsumer, type View } from './view.js';
export { projector, type Projector } from './projector.js';
export { compareWithTwin, type TwinReport } from './twin.js';
export { waitForPositions } from './barrier.js';
