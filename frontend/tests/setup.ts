import '../src/ui/iconsMore';
import { textsLoad } from '../src/i18n';

/** In the browser a page waits for its texts; what a test mounts by itself finds them there. */
await textsLoad('all');
