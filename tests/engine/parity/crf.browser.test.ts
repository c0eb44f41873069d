import cases from '../../fixtures/parity/crf.json';
import { webgpuMaker } from '../../support/webgpu';
import { type CrfCase, testCrf } from './crfParity';

testCrf(cases as unknown as CrfCase[], webgpuMaker(navigator.gpu));
