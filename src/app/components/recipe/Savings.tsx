import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Saving } from '../../../worker/protocol';
import { bytesText } from '../../format';
import { useStudio } from '../../hooks';
import { studio } from '../../stores';

/** Says that a run does not fit, and offers each change that helps with what it saves. */
export function Savings() {
  const { t } = useTranslation();
  const plan = useStudio((state) => state.plan);
  const savings = useStudio((state) => state.savings);
  if (!plan || plan.bytes.total <= plan.memoryLimit) return null;
  return (
    <div className="savings" role="status">
      <p className="line small">
        <TriangleAlert size={16} aria-hidden />
        {t('tooLarge', { limit: bytesText(plan.memoryLimit) })}
      </p>
      {savings.length > 0 && (
        <ul>
          {savings.map((saving) => (
            <li key={`${saving.knob} ${saving.to}`}>
              <Change saving={saving} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Change({ saving }: { readonly saving: Saving }) {
  const { t } = useTranslation();
  const methods = useStudio(({ catalog }) => catalog?.methods ?? []);
  const { knob, to, saves, fits } = saving;
  const name = methods.find(({ id }) => id === to)?.label ?? String(to);
  const what = t(`saving_${knob}`, { to: name });
  const effect = t(fits ? 'savingFits' : 'savingHelps', { bytes: bytesText(saves) });
  return (
    <Button
      variant="default"
      size="compact-sm"
      fullWidth
      justify="space-between"
      rightSection={<span className="muted">{effect}</span>}
      onClick={() => studio.takeSaving(saving)}
    >
      {what}
    </Button>
  );
}
