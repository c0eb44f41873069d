import { useTranslation } from 'react-i18next';
import type { HeldWeights } from '../../../worker/protocol';
import { bytesText, paragraph } from '../../format';
import { useTries } from '../../hooks';
import { useModels } from './models';

/** Copies of weights from this many bytes on are worth a word. */
const WORTH_SAYING = 100_000;

/** Where the weights of the models lie: the base once, and what each holds of its own, and why. */
export function Held() {
  const { t } = useTranslation();
  const { answers } = useTries();
  const { nameOf } = useModels();
  const shared = answers[0]?.held?.shared ?? 0;
  const own = answers.flatMap(({ id, held }) => (held ? [{ id, held }] : []));
  return (
    <section className="section rule">
      <h2>{t('tryHeld')}</h2>
      <ul className="held small">
        <li>
          <span>{t('base')}</span> <b>{bytesText(shared)}</b>
          <span className="muted">{t('tryHeldOnce')}</span>
        </li>
        {own.map(({ id, held }) => (
          <li key={id}>
            <span className="ellipsis">{nameOf(id)}</span> <b>{bytesText(ownBytes(held))}</b>
            <span className="muted">{reasons(t, held)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ownBytes({ trained, apart, otherPrecision, drawn }: HeldWeights): number {
  return trained + apart + otherPrecision + drawn;
}

/** Why a model holds as much of its own as it does. */
function reasons(t: ReturnType<typeof useTranslation>['t'], held: HeldWeights): string {
  const { shared, trained, apart, otherPrecision, drawn } = held;
  const said = (bytes: number, key: string): string | false =>
    bytes >= WORTH_SAYING && t(key, { size: bytesText(bytes) });
  // What trains most of the base has little to share.
  const trainsMost = trained > shared && apart === 0 && otherPrecision === 0;
  return paragraph([
    trainsMost ? t('tryHeldAll') : t('tryHeldTrained', { size: bytesText(trained) }),
    said(apart, 'tryHeldApart'),
    said(otherPrecision, 'tryHeldPrecision'),
    said(drawn, 'tryHeldDrawn'),
  ]);
}
