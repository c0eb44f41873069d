import { Button, Checkbox, Popover } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { chosenFolder } from '../../dropped';
import { useTries } from '../../hooks';
import { tries } from '../../stores';
import { type Choice, COLOURS, useModels } from './models';

/** Which tuned models are asked: the run on the screen, and others of its base beside it. */
export function Models() {
  const { t } = useTranslation();
  const { asked, choices } = useModels();
  const { busy } = useTries();
  return (
    <section className="line wrap models-line" aria-label={t('tryModels')}>
      <span className="side-chip">
        <i className="dot base" /> {t('base')}
      </span>
      {asked.map(({ id, name, about }, i) => (
        <span key={id} className="side-chip" title={about}>
          <i className="dot" style={{ background: COLOURS[i] }} />
          <span className="ellipsis">{name}</span>
          {i > 0 && (
            <button
              type="button"
              className="chip icon"
              aria-label={t('tryLeaveOut', { name })}
              disabled={busy !== null}
              onClick={() => tries.choose(id, false)}
            >
              <X size={14} aria-hidden />
            </button>
          )}
        </span>
      ))}
      <Beside choices={choices} busy={busy !== null} />
    </section>
  );
}

/** Everything that may be asked, too; what may not says why. */
function Beside({
  choices,
  busy,
}: {
  readonly choices: readonly Choice[];
  readonly busy: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-start" width={340} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          disabled={busy}
          leftSection={<Plus size={14} aria-hidden />}
        >
          {t('tryBeside')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <fieldset className="choices popover">
          <legend>{t('tryBesideHow')}</legend>
          {choices.map(({ id, name, about, chosen, why }) => (
            <Checkbox
              key={id}
              size="xs"
              label={name}
              description={why || about}
              checked={chosen}
              disabled={why !== ''}
              onChange={() => tries.choose(id, !chosen)}
            />
          ))}
          {choices.length === 0 && <p className="muted">{t('tryNoOthers')}</p>}
          <Adapter />
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}

/** A way for an adapter from outside. */
function Adapter() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const open = (list: FileList | null): void => {
    const { name, files } = chosenFolder(list);
    if (files.length > 0) void tries.importAdapter({ name, files });
  };
  return (
    <>
      <button type="button" className="link" onClick={() => input.current?.click()}>
        {t('tryAdapter')}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".zip,.json,.safetensors"
        multiple
        aria-label={t('tryAdapterFile')}
        onChange={(event) => {
          open(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
