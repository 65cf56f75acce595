import { Link } from 'react-router';
import type { RfiCheck } from '../../api/rfis';
import { Glyph } from '../../components/glyph';
import { Sheet } from '../../components/sheet';
import { useLocalized, useText } from '../../text/use-text';
import { stopOf } from './stops';
import { GuardBasis } from '../../components/guard-basis';

/** What the request still lacks, each with its legal basis; then what holds. */
export const ChecksSheet = ({ checks, unsaved }: { checks: RfiCheck[]; unsaved: boolean }) => {
  const t = useText();
  const local = useLocalized();
  const missing = checks.filter((check) => !check.ok);
  const held = checks.filter((check) => check.ok);
  return (
    <Sheet
      aside
      title={t('rfis.checks')}
      id="checks"
      note={checks.length > 0 ? t('rfis.checks.count', { n: missing.length }) : undefined}
    >
      {unsaved && <p className="meta">{t('rfis.checks.unsaved')}</p>}
      {checks.length === 0 && <p className="meta">{t('rfis.checks.later')}</p>}
      <ul className="bare">
        {missing.map((check) => (
          <li className="flag" key={check.guard}>
            <Glyph shape="ring" tone="warn" />
            <div>
              <Link to={`?stop=${stopOf(check)}`} preventScrollReset replace>
                {local(check.sentence)}
              </Link>
              <p className="basis">
                <GuardBasis guard={check.guard} basis={check.basis} />
              </p>
            </div>
          </li>
        ))}
      </ul>
      {held.length > 0 && (
        <details>
          <summary>{t('rfis.checks.held', { n: held.length })}</summary>
          <ul className="bare">
            {held.map((check) => (
              <li className="flag" key={check.guard}>
                <Glyph shape="check" tone="ok" />
                <div>
                  {local(check.sentence)}
                  <p className="basis">
                    <GuardBasis guard={check.guard} basis={check.basis} />
                  </p>
                </div>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Sheet>
  );
};
