import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { useMe } from '../../api/people';
import { registerClient } from '../../api/sessions';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { useUnsaved } from '../../components/leaving';
import { Sheet } from '../../components/sheet';
import { isMailAddress } from '../../components/mail-address';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { NotFound } from '../faults';
import { SecretShown } from './secret-shown';

/** A program gets an account; for who runs the installation. */
export const Page = () => {
  const me = useMe();
  if (!me?.roles.includes('administrator')) return <NotFound />;
  return <Register />;
};

const Register = () => {
  const t = useText();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<{ id: string; secret?: string }>();
  useUnsaved(made === undefined && [name, email, note].some(Boolean));
  const command = useCommand<{ id: string; secret?: string }>({ onDone: ({ data }) => setMade(data) });
  useTitle(t('clients.add'));
  const mail = isMailAddress(email);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || !mail) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    if (command.isPending) return;
    command.mutate(
      registerClient({
        name: name.trim(),
        email: email.trim(),
        ...(note.trim() && { note: note.trim() }),
      }),
    );
  };
  return (
    <>
      <Identity
        crumbs={[{ label: t('clients.title'), to: '/operations/machine-clients' }, { label: t('clients.add') }]}
        title={t('clients.add')}
        lede={t('clients.add.lede')}
      />
      <div className="page main">
        {made ? (
          <Sheet title={t('clients.made')} className="formsheet">
            <div className="stack">
              <SecretShown client={made.id} secret={made.secret} />
              <p>
                <Link className="btn btn--primary" to="/operations/machine-clients">
                  {t('clients.made.go')}
                </Link>
              </p>
            </div>
          </Sheet>
        ) : (
          <Sheet title={t('clients.client')} className="formsheet">
            <form noValidate onSubmit={onSubmit}>
              <TextField
                label={t('clients.name')}
                hint={t('clients.name.hint')}
                required
                maxLength={200}
                value={name}
                error={tried && !name.trim() ? t('field.required') : undefined}
                onChange={setName}
              />
              <TextField
                label={t('clients.email')}
                type="email"
                required
                maxLength={320}
                value={email}
                error={tried && !mail ? t('clients.email.wrong') : undefined}
                onChange={setEmail}
              />
              <TextField label={t('clients.note')} required={false} maxLength={200} value={note} onChange={setNote} />
              <CommandProblem command={command} title={t('clients.add.refused')} />
              <p className="row">
                <button type="submit" className="btn btn--primary" aria-disabled={command.isPending}>
                  {t('clients.add')}
                </button>
                <Link className="btn" to="/operations/machine-clients">
                  {t('form.cancel')}
                </Link>
              </p>
            </form>
          </Sheet>
        )}
      </div>
    </>
  );
};
