export { endingSoon, partsFetch, type PartsFetch, type PartsTls, readPartsTls } from './parts-tls.js';
