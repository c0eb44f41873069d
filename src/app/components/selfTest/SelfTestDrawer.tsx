import './selfTest.css';
import { Button, CopyButton, Drawer } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { DeviceReport } from '../../../worker/protocol';
import { useRun, useSelfTest } from '../../hooks';
import { selfTest } from '../../stores';
import { isTraining } from '../../stores/runState';
import { agrees, SELF_TEST_TASK, type SelfTestState, selfTestText } from '../../stores/selfTest';
import { ErrorBlock } from '../ErrorBlock';
import { ProgressLine } from '../ProgressLine';
import { SelfTestTable } from './SelfTestTable';

interface Props {
  readonly opened: boolean;
  readonly device: DeviceReport;
  readonly onClose: () => void;
}

/** Each op, the gradient and twenty steps against their truth, and what this machine does a second. */
export function SelfTestDrawer({ opened, device, onClose }: Props) {
  const { t } = useTranslation();
  const state = useSelfTest();
  const busy = useRun(isTraining);
  const { testing, rows, error } = state;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={640}
      title={titleOf(state, t)}
      transitionProps={{ duration: 0 }}
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': t('close') }}
      classNames={{ title: 'self-test-title', content: 'self-test' }}
    >
      <div className="stack">
        <p className="muted">{t('selfTestWhat')}</p>
        {error && <ErrorBlock error={error} />}
        <ProgressLine task={SELF_TEST_TASK} />
        {!testing && (
          <div className="line wrap">
            <Button variant="default" disabled={busy} onClick={() => void selfTest.run('auto')}>
              {rows ? t('selfTestAgain') : t('selfTestRun')}
            </Button>
            {rows && (
              <CopyButton value={selfTestText(rows, machineLines(device))}>
                {({ copied, copy }) => (
                  <Button variant="subtle" onClick={copy}>
                    {copied ? t('copied') : t('copyTable')}
                  </Button>
                )}
              </CopyButton>
            )}
            {busy && <span className="muted small">{t('selfTestBusy')}</span>}
          </div>
        )}
        {rows && <SelfTestTable rows={rows} />}
      </div>
    </Drawer>
  );
}

function titleOf({ testing, rows }: SelfTestState, t: TFunction): string {
  if (testing) return t('selfTestRunning');
  if (!rows) return t('selfTestTitle');
  const checked = rows.filter(({ limit }) => limit !== null);
  const wrong = checked.filter((row) => agrees(row) === false);
  if (wrong.length === 0) return t('selfTestAgree', { count: checked.length });
  const names = wrong.map(({ name }) => name).join(', ');
  return t('selfTestDiffer', { count: wrong.length, all: checked.length, names });
}

/** What the table is about, for whoever reads it elsewhere. */
function machineLines({ backend, description, adapter, reason }: DeviceReport): string[] {
  return [`${backend}: ${description}`, adapter, reason, navigator.userAgent].filter(Boolean);
}
