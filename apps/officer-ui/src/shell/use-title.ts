import { useEffect } from 'react';
import { useText } from '../text/use-text';

/** The title of the window: the page's own, then the product's. */
export const useTitle = (title: string | undefined): void => {
  const t = useText();
  useEffect(() => {
    if (title !== undefined) document.title = t('shell.windowTitle', { title });
  }, [title, t]);
};
