export { mayRead, sightOf, type Membership, type Reader as AccessReader, type Sight } from './access.js';
