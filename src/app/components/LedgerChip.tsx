import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NetworkEntry } from '../../worker/protocol';
import { bytesText } from '../format';
import { useNetwork } from '../hooks';
import { ChipPopover } from './ChipPopover';

/** Bytes sent since load, and every request that was made. */
export function LedgerChip() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const sent = useNetwork(bytesSent);
  return (
    <ChipPopover
      open={open}
      onOpen={setOpen}
      width={420}
      chip={
        <>
          <ShieldCheck size={16} aria-hidden />
          <span>
            {t('bytesSentBefore')}
            <b>{sent}</b>
            {t('bytesSentAfter')}
          </span>
        </>
      }
    >
      {open && <Ledger sent={sent} />}
    </ChipPopover>
  );
}

/** Drawn while it is open alone: files come in by hundreds of reports. */
function Ledger({ sent }: { readonly sent: number }) {
  const { t } = useTranslation();
  const entries = useNetwork((all) => all);
  const received = entries.reduce((sum, entry) => sum + entry.bytesReceived, 0);
  const what =
    entries.length === 0
      ? t('ledgerEmpty')
      : sent > 0
        ? t('ledgerSent', { size: bytesText(sent) })
        : t('ledgerWhat');
  return (
    <>
      <h2>{t('ledger')}</h2>
      <p className="muted">{what}</p>
      {entries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keys
        <section className="ledger" aria-label={t('ledger')} tabIndex={0}>
          <table>
            <tbody>
              {[...entries].sort(byStart).map((entry) => (
                <tr key={`${entry.id}-${entry.url}`}>
                  <td>
                    {entry.method} {shortUrl(entry.url)}
                  </td>
                  <td className="number">{bytesText(entry.bytesReceived)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <p className="muted">{t('ledgerReceived', { size: bytesText(received), sent })}</p>
    </>
  );
}

function bytesSent(entries: readonly NetworkEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytesSent, 0);
}

function byStart(a: NetworkEntry, b: NetworkEntry): number {
  return a.startedAt - b.startedAt;
}

/** A path for the page's own server, host and path for any other. */
function shortUrl(url: string): string {
  const { host, pathname } = new URL(url, location.href);
  const path = pathname.split('/').slice(-2).join('/');
  return host === location.host ? path : `${host}/…/${path}`;
}
