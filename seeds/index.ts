import { microsoftOpenAi } from './microsoft-openai/story.js';
import type { Doors } from './sending/door.js';
import { type Progress, type Sent, sendStory as send } from './sending/send-story.js';

export type { Doors } from './sending/door.js';
export { StoryRefused } from './sending/door.js';
export { type Progress, type Sent, StoryOvertaken } from './sending/send-story.js';
export type { Act, Chapter, Story } from './sending/acts.js';

/** The story that a new installation is filled with. */
export const story = microsoftOpenAi;

/** Sends it; whatever had been sent before happens once. @throws StoryRefused, StoryOvertaken */
export const sendStory = (doors: Doors, progress?: Progress): Promise<Sent> => send(story, doors, progress);
