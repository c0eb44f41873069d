import given from '../../fixtures/parity/losses.json';
import { webgpuMaker } from '../../support/webgpu';
import { testLosses } from './lossParity';

testLosses(given, webgpuMaker(navigator.gpu));
