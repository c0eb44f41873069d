import { webgpuMaker } from '../../support/webgpu';
import { testNames } from './names';

testNames(webgpuMaker(navigator.gpu));
