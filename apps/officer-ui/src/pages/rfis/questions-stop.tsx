import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { questionnaireQuery, questionnairesQuery, type RfiDraft } from '../../api/rfis';
import { Asked } from '../../components/asked';
import { SelectField } from '../../components/fields';
import { Icon } from '../../components/glyph';
import { More } from '../../components/more';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { Preview } from './preview';
import { WriteQuestionnaire } from './write-questionnaire';

type Chosen = RfiDraft['questionnaire'];

const wordOf = (chosen: Chosen): string => (chosen ? `${chosen.id}/${chosen.version}` : '');
const chosenOf = (word: string): Chosen => {
  const [id, version] = word.split('/');
  return id ? { id, version: Number(version) } : undefined;
};

/** Third stop: a version of a questionnaire that there is, or a new one. */
export const QuestionsStop = ({ chosen, onChoose }: { chosen: Chosen; onChoose: (next: Chosen) => void }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const [search, setSearch] = useSearchParams();
  const list = useInfiniteQuery(questionnairesQuery);
  const writes = search.get('write') === 'new';
  const write = (on: boolean): void =>
    setSearch(on ? { stop: 'questions', write: 'new' } : { stop: 'questions' }, {
      replace: true,
      preventScrollReset: true,
    });
  if (writes)
    return (
      <WriteQuestionnaire
        onCancel={() => write(false)}
        onPublished={(id) => {
          onChoose({ id, version: 1 });
          write(false);
        }}
      />
    );
  return (
    <>
      <Asked query={list} what={t('rfis.questionnaire')} rows={2}>
        {({ pages }) => (
          <>
            <SelectField
              label={t('rfis.questionnaire')}
              hint={t('rfis.questionnaire.hint')}
              none={t('rfis.questionnaire.none')}
              value={wordOf(chosen)}
              choices={pages
                .flatMap((page) => page.items)
                .flatMap((item) =>
                  item.versions.toReversed().map((version) => ({
                    id: `${item.id}/${version.version}`,
                    label: t('rfis.questionnaire.line', {
                      title: local(item.title),
                      version: version.version,
                      day: dates.date(version.publishedOn),
                    }),
                  })),
                )}
              onChange={(word) => onChoose(chosenOf(word))}
            />
            <More query={list} />
          </>
        )}
      </Asked>
      <p>
        <button type="button" className="btn btn--small" onClick={() => write(true)}>
          <Icon name="plus" />
          {t('rfis.write')}
        </button>
      </p>
      {chosen && <ChosenPreview id={chosen.id} version={chosen.version} />}
    </>
  );
};

const ChosenPreview = ({ id, version }: { id: string; version: number }) => {
  const t = useText();
  const questionnaire = useQuery(questionnaireQuery(id, version));
  return (
    <Asked query={questionnaire} what={t('rfis.questionnaire')}>
      {({ content }) => <Preview content={content} />}
    </Asked>
  );
};
