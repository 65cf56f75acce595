import type { ReactNode } from 'react';
import { useText } from '../text/use-text';
import { TwoTime } from './glyph';
import { ScrollBox } from './scroll-box';

export interface DiffRow {
  key: string;
  label: ReactNode;
  a: ReactNode;
  b: ReactNode;
  /** What changed it. */
  change: ReactNode;
  /** A later correction touches the value of day B. */
  correctedSince: boolean;
  hasWhy: boolean;
}

/** Two days side by side: the change bar in the middle, and each value of day B can be asked why. */
export const Diff = ({
  caption,
  heads,
  groups,
  whyOf,
  drawer,
  onWhy,
}: {
  caption: string;
  heads: [string, string];
  groups: { title: string; rows: DiffRow[] }[];
  whyOf?: string | undefined;
  drawer: string;
  onWhy: (key: string | undefined) => void;
}) => {
  const t = useText();
  return (
    <ScrollBox label={caption}>
      <table className="list stacks diff">
        <caption className="vh">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{t('diff.what')}</span>
            </th>
            <th scope="col">
              <span className="day">
                <b>A</b>
                {heads[0]}
              </span>
            </th>
            <th scope="col">{t('diff.change')}</th>
            <th scope="col">
              <span className="day">
                <b>B</b>
                {heads[1]}
              </span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.title}>
            <tr className="grp">
              <th scope="rowgroup" colSpan={4}>
                {group.title}
              </th>
            </tr>
            {group.rows.map((row) => (
              <tr key={row.key} className={whyOf === row.key ? 'is-picked' : undefined}>
                <th scope="row">{row.label}</th>
                <td data-head={`A, ${heads[0]}`}>{row.a}</td>
                <td data-head={t('diff.change')}>{row.change}</td>
                <td data-head={`B, ${heads[1]}`}>
                  {row.hasWhy ? (
                    <button
                      className="cellwhy"
                      type="button"
                      aria-expanded={whyOf === row.key}
                      aria-controls={whyOf === row.key ? drawer : undefined}
                      onClick={() => onWhy(whyOf === row.key ? undefined : row.key)}
                    >
                      {row.b}
                      {row.correctedSince && (
                        <span className="since">
                          <TwoTime slanted />
                          {t('diff.since')}
                        </span>
                      )}
                      <span className="cellwhy__w">{t('diff.why')}</span>
                    </button>
                  ) : (
                    row.b
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </ScrollBox>
  );
};

/** Why a value is so: the events that made it, the oldest first. */
export const Chain = ({ links }: { links: { key: string; title: ReactNode; say: ReactNode; basis: ReactNode }[] }) => (
  <ol className="chain">
    {links.map((link) => (
      <li key={link.key}>
        <h3>{link.title}</h3>
        <p>{link.say}</p>
        <p className="basis">{link.basis}</p>
      </li>
    ))}
  </ol>
);
