/** Whether a token goes on with the word of the one before it, as WordPiece marks it: `##ing`. */
export function continuesWord(token: string): boolean {
  return token.length > 2 && token.startsWith('##');
}
