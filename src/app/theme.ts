import { createTheme, type MantineColorsTuple } from '@mantine/core';

const GREEN: MantineColorsTuple = [
  '#eef5f0',
  '#dbeae1',
  '#b6d6c4',
  '#7ccba2',
  '#58ab82',
  '#3b9069',
  '#2a7d57',
  '#1f5f40',
  '#174b32',
  '#0f3623',
];
const STONE: MantineColorsTuple = [
  '#ffffff',
  '#f7f6f2',
  '#efede7',
  '#e4e1d9',
  '#cbc7bc',
  '#a19d92',
  '#6b6961',
  '#55544d',
  '#3a3a35',
  '#1d1e1a',
];
const NIGHT: MantineColorsTuple = [
  '#e9eae4',
  '#b4b8ad',
  '#969b90',
  '#6f756a',
  '#4c5248',
  '#373d35',
  '#2a302a',
  '#1f241e',
  '#171b16',
  '#10130f',
];

/** The look's tokens as a Mantine theme. */
export const theme = createTheme({
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 6 },
  colors: { green: GREEN, gray: STONE, dark: NIGHT },
  defaultRadius: 6,
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
});
