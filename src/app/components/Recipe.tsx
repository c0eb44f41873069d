import './recipe/recipe.css';
import { useTranslation } from 'react-i18next';
import { OpenedJob } from './recipe/OpenedJob';
import { RecipeActions } from './recipe/RecipeActions';
import { RecipeMenu } from './recipe/RecipeMenu';
import { RecipeRows } from './recipe/RecipeRows';
import { Savings } from './recipe/Savings';

/** What Start will do and cost, and the one filled button of the screen. */
export function Recipe() {
  const { t } = useTranslation();
  return (
    <aside className="recipe" aria-label={t('recipe')}>
      <div className="line head">
        <h2>{t('recipe')}</h2>
        <span className="spread" />
        <RecipeMenu />
      </div>
      <OpenedJob />
      <dl>
        <RecipeRows />
      </dl>
      <Savings />
      <RecipeActions />
    </aside>
  );
}
