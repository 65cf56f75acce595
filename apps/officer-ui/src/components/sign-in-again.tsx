import { useLocation } from 'react-router';
import { useMe } from '../api/people';
import { signInAddress } from '../shell/session';
import { useText } from '../text/use-text';
import { keepWriting } from './kept';
import { letGo } from './leaving';

/** An act that is signed asks who sits there: to the issuer, and back to this very page, with what was being written. */
export const SignInAgain = ({ small = false }: { small?: boolean }) => {
  const t = useText();
  const { pathname, search } = useLocation();
  const me = useMe();
  return (
    <a
      className={small ? 'btn btn--small btn--wrap' : 'btn btn--primary'}
      href={signInAddress(`${pathname}${search}`, me?.person, true)}
      onClick={() => {
        // What could not be kept is asked for before it is left.
        if (me && keepWriting(me.person)) letGo();
      }}
    >
      {t('problem.signInAgain')}
    </a>
  );
};
