import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { unreadQuery } from '../api/queries';
import { useMe } from '../api/people';
import { Icon } from '../components/glyph';
import { useText } from '../text/use-text';
import { setTheme, useTheme, type Theme } from './theme';
import { signOut } from './session';

/** The picture of the product: two rails and one event on its way from one to the other. */
export const Wordmark = () => (
  <>
    <svg viewBox="0 0 22 24" aria-hidden="true">
      <path d="M1 5h20M1 19h20" stroke="currentColor" strokeWidth="1.5" opacity=".55" />
      <path d="M7 19L15 5" stroke="currentColor" strokeWidth="2" />
      <circle cx="15" cy="5" r="3.2" fill="currentColor" />
      <circle cx="7" cy="19" r="2.6" fill="var(--bar)" stroke="currentColor" strokeWidth="2" />
    </svg>
    <span>Dossier</span>
  </>
);

/** The places of the product, in their order; some are there for who has the role. */
const places: { path: string; label: string; also: string[]; role?: string }[] = [
  { path: '/inquiries', label: 'bar.inquiries', also: ['/cases'] },
  { path: '/leads', label: 'bar.leads', also: [] },
  { path: '/rfis', label: 'bar.rfis', also: [] },
  { path: '/webhooks', label: 'bar.webhooks', also: [] },
  { path: '/reads', label: 'bar.reads', also: [], role: 'auditor' },
  { path: '/calendars', label: 'bar.calendars', also: [], role: 'administrator' },
  { path: '/operations/dead-letters', label: 'bar.operations', also: ['/operations'], role: 'administrator' },
];

const Find = () => {
  const t = useText();
  const navigate = useNavigate();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const at = event.target instanceof HTMLElement ? event.target : undefined;
      const typing = at?.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at?.tagName ?? '');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <form
      className="bar__find"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void navigate(words.trim() ? `/inquiries?q=${encodeURIComponent(words.trim())}` : '/inquiries');
      }}
    >
      <label className="vh" htmlFor={id}>
        {t('bar.find.label')}
      </label>
      <Icon name="find" />
      <input
        id={id}
        ref={field}
        type="search"
        value={words}
        placeholder={t('bar.find')}
        onChange={(event) => setWords(event.target.value)}
      />
      <kbd aria-hidden="true">/</kbd>
      <button className="vh" type="submit" tabIndex={-1}>
        {t('bar.find.go')}
      </button>
    </form>
  );
};

/** What belongs to the person: the look of the page, leaving. A disclosure, not a menu: Tab goes through it, Esc closes it. */
const Me = () => {
  const t = useText();
  const me = useMe();
  const theme = useTheme();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const panel = useId();
  useEffect(() => {
    if (!open) return;
    const onPress = (event: PointerEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPress);
    return () => document.removeEventListener('pointerdown', onPress);
  }, [open]);
  if (!me) return null;
  return (
    <div
      className="bar__me"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        className="bar__link"
        type="button"
        aria-expanded={open}
        aria-controls={panel}
        ref={button}
        onClick={() => setOpen(!open)}
      >
        <Icon name="person" />
        <span className="bar__name">{me.name}</span> <Icon name="down" />
      </button>
      <div className="bar__panel" id={panel} hidden={!open}>
        <p className="meta">{me.roles.map((role) => t(`role.${role}`)).join(', ')}</p>
        <fieldset className="bar__theme">
          <legend className="label">{t('bar.theme')}</legend>
          {(['system', 'light', 'dark'] satisfies Theme[]).map((each) => (
            <div className="check" key={each}>
              <input
                type="radio"
                name="theme"
                id={`${panel}-${each}`}
                checked={theme === each}
                onChange={() => setTheme(each)}
              />
              <label htmlFor={`${panel}-${each}`}>{t(`bar.theme.${each}`)}</label>
            </div>
          ))}
        </fieldset>
        <p>
          <Link to="/sessions" onClick={() => setOpen(false)}>
            {t('bar.sessions')}
          </Link>
        </p>
        <button type="button" className="btn btn--small" onClick={() => void signOut()}>
          {t('bar.signOut')}
        </button>
      </div>
    </div>
  );
};

/** On a narrow screen the places scroll: the one that one is at stays in sight. */
const useHereInSight = (here: string) => {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const place = nav.current;
    if (!place) return;
    const watch = new ResizeObserver(() => {
      const tab = place.querySelector('[aria-current]')?.getBoundingClientRect();
      const { left, right } = place.getBoundingClientRect();
      if (tab) place.scrollLeft += Math.max(0, tab.right - right) - Math.max(0, left - tab.left);
    });
    watch.observe(place);
    return () => watch.disconnect();
  }, [here]);
  return nav;
};

/** Where one is, and who one is. */
export const Bar = () => {
  const t = useText();
  const { pathname } = useLocation();
  const me = useMe();
  const nav = useHereInSight(`${pathname} ${me?.person}`);
  const unread = useQuery({ ...unreadQuery, enabled: me !== undefined }).data?.unread;
  return (
    <header className="bar">
      <div className="page">
        <Link className="wordmark" to="/inquiries" aria-label={t('bar.home')}>
          <Wordmark />
        </Link>
        <nav aria-label={t('bar.main')} ref={nav}>
          <ul>
            {places.map((place) => {
              if (place.role !== undefined && !me?.roles.includes(place.role)) return null;
              const here = [place.path, ...place.also].some(
                (path) => pathname === path || pathname.startsWith(`${path}/`),
              );
              return (
                <li key={place.path}>
                  <Link to={place.path} aria-current={here ? 'page' : undefined}>
                    {t(place.label)}
                  </Link>
                </li>
              );
            })}
          </ul>
        </nav>
        <div className="bar__end">
          <Find />
          <NavLink className="bar__link" to="/inbox">
            <Icon name="inbox" />
            {t('bar.inbox')}
            {unread !== undefined && unread > 0 && (
              <>
                {' '}
                <span className="count">
                  {unread}
                  <span className="vh"> {t('bar.unread')}</span>
                </span>
              </>
            )}
          </NavLink>
          <Me />
        </div>
      </div>
    </header>
  );
};
