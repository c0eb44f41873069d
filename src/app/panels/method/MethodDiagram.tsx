import { useTranslation } from 'react-i18next';
import type { MethodPicture } from '../../../worker/protocol';
import { blockStates, shownLayers, tellingLayer } from '../../components/methodPicture';
import { countText } from '../../format';
import { LayerDiagram } from './LayerDiagram';
import { Place } from './Place';

const PITCH = 28;

/** The model from embeddings to head, and one of its layers in full; green is trained. */
export function MethodDiagram({ picture }: { readonly picture: MethodPicture }) {
  const { t } = useTranslation();
  const shown = shownLayers(picture.layers.length, 6);
  const chosen = tellingLayer(picture);
  const bottom = 30 + PITCH * shown.length;
  const height = Math.max(bottom + 40, 262);
  const counts = Object.entries(picture.parameters).map(([place, count]) => ({
    place: t(`place_${place}`, { defaultValue: place }),
    count: countText(count),
  }));
  const said = counts.map(({ place, count }) => `${place} ${count}`).join(', ');
  const rowOf = (layer: number): number =>
    30 + PITCH * (shown.length - 1 - shown.indexOf(nearest(shown, layer)));
  return (
    <figure className="diagram">
      <svg
        className="chart"
        viewBox={`0 0 410 ${height}`}
        role="img"
        aria-label={t('pictureSays', { what: said })}
      >
        <path d={`M63 0V${bottom + 34}`} stroke="var(--line-strong)" />
        <Place x={10} y={0} width={106} height={20} state={picture.head} label={t('place_head')} />
        {shown.map((layer) => {
          const y = rowOf(layer);
          const { attention, mlp } = blockStates(picture.layers[layer] ?? {});
          return (
            <g key={layer}>
              <Place x={10} y={y} width={50} height={20} state={attention} label="" />
              <Place x={66} y={y} width={50} height={20} state={mlp} label="" />
              <text x={126} y={y + 14}>
                {layer + 1}
              </text>
            </g>
          );
        })}
        <Place
          x={10}
          y={bottom + 6}
          width={106}
          height={20}
          state={picture.embeddings}
          label={t('place_embeddings')}
        />
        {picture.virtualTokens > 0 && (
          <rect x={0} y={bottom + 10} width={7} height={12} rx={2} fill="var(--tuned)" />
        )}
        <path
          d={`M140 ${rowOf(chosen) + 4}L168 18M140 ${rowOf(chosen) + 16}L168 238`}
          stroke="var(--line-strong)"
          strokeDasharray="2 3"
          fill="none"
        />
        <LayerDiagram
          layer={picture.layers[chosen] ?? {}}
          title={t('layerOf', { layer: chosen + 1, layers: picture.layers.length })}
        />
      </svg>
      <figcaption className="muted small">
        <span className="line wrap">
          <i className="key trained" /> {t('pictureTrained')}
          <i className="key" /> {t('pictureFrozen')}
        </span>
        <dl className="places">
          {counts.map(({ place, count }) => (
            <div key={place}>
              <dt>{place}</dt>
              <dd>{count}</dd>
            </div>
          ))}
        </dl>
      </figcaption>
    </figure>
  );
}

function nearest(shown: readonly number[], layer: number): number {
  return shown.reduce(
    (best, one) => (Math.abs(one - layer) < Math.abs(best - layer) ? one : best),
    shown[0] ?? 0,
  );
}
