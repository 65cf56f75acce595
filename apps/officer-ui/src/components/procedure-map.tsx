import { useId, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { moveInColumns, type Place } from '../pictures/roving';
import { useText } from '../text/use-text';
import { useThen } from '../time/then';
import { Glyph, type Shape, type Tone } from './glyph';
import { InvWords } from './inv';

/** Why a step cannot be taken now, or how it was taken. */
export interface Reason {
  text: string;
  guard?: string;
  basis?: ReactNode;
  first?: string;
}

export interface MapStep {
  id: string;
  title: string;
  /** done; open to the reader; not yet (or not the reader's); not in this case. */
  state: 'done' | 'open' | 'not' | 'na';
  /** A few words below the title: when, how many. */
  note?: string;
  reason?: Reason;
  hypothetical?: boolean;
}

export interface MapStage {
  id: string;
  title: string;
  state: 'done' | 'here' | 'ahead';
  terminal: boolean;
  when?: string;
  steps: MapStep[];
  /** How many more there are that are not drawn. */
  more?: number;
}

const shapes: Record<MapStep['state'], [Shape, Tone]> = {
  done: ['check', 'ink'],
  open: ['here', 'here'],
  not: ['ring', 'wait'],
  na: ['dash', 'wait'],
};

/** More steps than this in the stage where the case stands are laid in two columns. */
const ONE_COLUMN = 4;

const weightOf = (stage: MapStage): string => {
  if (stage.terminal && stage.steps.length === 0) return 'minmax(5rem, 0.75fr)';
  return stage.state === 'here' && stage.steps.length > ONE_COLUMN ? 'minmax(15rem, 2.6fr)' : 'minmax(5.75rem, 1.1fr)';
};

/**
 * The procedure as a map with "you are here". One tab stop; arrows move (← → stages, ↑ ↓ steps, Home/End), Enter goes to an open
 * step, Esc hides a reason without moving the focus. `exit`: steps that can be taken from any stage, the siding to the last one.
 */
export const ProcedureMap = ({
  stages,
  exit,
  onOpen,
}: {
  stages: MapStage[];
  exit: MapStep[];
  onOpen: (step: string) => void;
}) => {
  const t = useText();
  const columns = [...stages.map((stage) => stage.steps), exit];
  const lengths = columns.map((steps) => steps.length);
  const start: Place = [
    Math.max(
      0,
      stages.findIndex((stage) => stage.state === 'here' && stage.steps.length > 0),
    ),
    0,
  ];
  const firstFilled = lengths[start[0]] ? start : ([lengths.findIndex((length) => length > 0), 0] satisfies Place);
  const [here, setHere] = useState<Place>(firstFilled);
  const [dismissed, setDismissed] = useState<string>();
  const place = useRef<HTMLOListElement>(null);
  const current: Place = (lengths[here[0]] ?? 0) > here[1] ? here : firstFilled;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      setDismissed(columns[current[0]]?.[current[1]]?.id);
      return;
    }
    const to = moveInColumns(lengths, current, event.key, event.ctrlKey);
    if (!to) return;
    event.preventDefault();
    setHere(to);
    setDismissed(undefined);
    place.current?.querySelector<HTMLButtonElement>(`[data-place="${to[0]}-${to[1]}"]`)?.focus();
  };

  const node = (step: MapStep, column: number, row: number): ReactNode => (
    <Node
      key={step.id}
      step={step}
      place={`${column}-${row}`}
      tabStop={current[0] === column && current[1] === row}
      dismissed={dismissed === step.id}
      flip={column >= stages.length - 3 && column < stages.length}
      onFocus={() => setHere([column, row])}
      onLeave={() => setDismissed(undefined)}
      onOpen={onOpen}
    />
  );
  const template = {
    gridTemplateColumns: stages.map(weightOf).join(' '),
    '--exits': exit.length,
  } as CSSProperties;
  return (
    // The keys belong to the picture as a whole: each of its buttons hands them up.
    <ol className="map" style={template} ref={place} onKeyDown={onKeyDown}>
      {stages.map((stage, column) => (
        <li
          key={stage.id}
          className={[
            'stage',
            `stage--${stage.state}`,
            stage.terminal && 'stage--terminal',
            exit.length > 0 && column === stages.length - 1 && 'stage--exit',
          ]
            .filter(Boolean)
            .join(' ')}
          aria-current={stage.state === 'here' ? 'step' : undefined}
        >
          <div className="stage__head">
            {stage.state === 'here' && <p className="stage__flag">{t('map.here')}</p>}
            <h3 className="stage__name">{stage.title}</h3>
          </div>
          <p className="stage__when">{stage.when ?? '\u00a0'}</p>
          <div className="stage__track" aria-hidden="true" />
          <div>
            {stage.steps.length > 0 && (
              <ol
                className={stage.state === 'here' && stage.steps.length > ONE_COLUMN ? 'nodes nodes--two' : 'nodes'}
                style={rowsOf(stage)}
              >
                {stage.steps.map((step, row) => (
                  <li className={`node node--${step.state}`} key={step.id}>
                    {node(step, column, row)}
                  </li>
                ))}
              </ol>
            )}
            {stage.more !== undefined && <p className="stage__more">{t('map.more', { n: stage.more })}</p>}
          </div>
        </li>
      ))}
      {exit.length > 0 && (
        <li className="map__exit">
          <div className="map__exits">
            {exit.map((step, row) => (
              <div className={`node node--${step.state}`} key={step.id}>
                {node(step, stages.length, row)}
              </div>
            ))}
          </div>
          <svg viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">
            <path d="M0 20H100" />
          </svg>
        </li>
      )}
    </ol>
  );
};

const rowsOf = (stage: MapStage): CSSProperties | undefined =>
  stage.state === 'here' && stage.steps.length > ONE_COLUMN
    ? ({ '--rows': Math.ceil(stage.steps.length / 2) } as CSSProperties)
    : undefined;

const Node = ({
  step,
  place,
  tabStop,
  dismissed,
  flip,
  onFocus,
  onLeave,
  onOpen,
}: {
  step: MapStep;
  place: string;
  tabStop: boolean;
  dismissed: boolean;
  /** The reason opens to the left. */
  flip: boolean;
  onFocus: () => void;
  onLeave: () => void;
  onOpen: (step: string) => void;
}) => {
  const t = useText();
  const { past } = useThen();
  const tip = useId();
  const [shape, tone] = shapes[step.state];
  const { reason } = step;
  const shut = step.state === 'not' || step.state === 'na';
  return (
    <span className={dismissed ? 'node__in is-dismissed' : 'node__in'} onMouseLeave={onLeave}>
      <button
        type="button"
        data-place={place}
        tabIndex={tabStop ? 0 : -1}
        aria-disabled={shut ? true : undefined}
        aria-describedby={reason ? tip : undefined}
        onFocus={onFocus}
        onBlur={onLeave}
        onClick={() => step.state === 'open' && onOpen(step.id)}
      >
        <Glyph shape={shape} tone={tone} />
        <span>
          {step.title}
          <span className="vh">, {t(past && step.state === 'open' ? 'map.openThen' : `map.state.${step.state}`)}</span>
          {step.note && <small>{step.note}</small>}
          {step.hypothetical && (
            <small>
              <InvWords word="hypothetical" />
            </small>
          )}
        </span>
      </button>
      {reason && (
        <span className={flip ? 'tip tip--flip' : 'tip'} role="tooltip" id={tip}>
          <b>{reason.text}</b>
          {(reason.guard || reason.basis || reason.first) && (
            <span className="tip__more">
              {reason.guard && (
                <>
                  <span className="tip__term">{t('problem.guard')}</span>
                  <span>{reason.guard}</span>
                </>
              )}
              {reason.basis && (
                <>
                  <span className="tip__term">{t('problem.basis')}</span>
                  <span>{reason.basis}</span>
                </>
              )}
              {reason.first && (
                <>
                  <span className="tip__term">{t('problem.first')}</span>
                  <span>{reason.first}</span>
                </>
              )}
            </span>
          )}
        </span>
      )}
    </span>
  );
};

/** What the shapes of the map mean. */
export const MapLegend = () => {
  const t = useText();
  const { past } = useThen();
  return (
    <ul className="legend">
      {(Object.keys(shapes) as MapStep['state'][]).map((state) => (
        <li key={state}>
          <span className="state">
            <Glyph shape={shapes[state][0]} tone={shapes[state][1]} />
            {t(past && state === 'open' ? 'map.openThen' : `map.legend.${state}`)}
          </span>
        </li>
      ))}
    </ul>
  );
};
