import { useStudio } from '../../hooks';
import { useCatalogWords } from '../../i18n/catalog';

/** The catalog's name of a method, in the language at hand. */
export function useMethodName(): (id: string) => string {
  const words = useCatalogWords();
  const catalog = useStudio((state) => state.catalog);
  return (id) => words(catalog?.methods.find((method) => method.id === id)?.label ?? id);
}
