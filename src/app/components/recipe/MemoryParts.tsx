import { useTranslation } from 'react-i18next';
import type { MemoryBytes } from '../../../worker/protocol';
import { bytesText } from '../../format';

/** Bytes by kind as one bar, and what its colours stand for. */
export function MemoryParts({ bytes }: { readonly bytes: MemoryBytes }) {
  const { t } = useTranslation();
  const parts = [
    { name: t('weightsWord'), size: bytes.weights, color: 'var(--mem-1)' },
    { name: t('activationsWord'), size: bytes.activations, color: 'var(--mem-2)' },
    { name: t('optimizerWord'), size: bytes.optimizer, color: 'var(--mem-3)' },
  ];
  return (
    <div className="memory">
      <div className="memory-bar" aria-hidden>
        {parts.map(({ name, size, color }) => (
          <i key={name} style={{ flexGrow: size, background: color }} />
        ))}
      </div>
      <ul>
        {parts.map(({ name, size, color }) => (
          <li key={name}>
            <i style={{ background: color }} aria-hidden /> {name} {bytesText(size)}
          </li>
        ))}
      </ul>
    </div>
  );
}
