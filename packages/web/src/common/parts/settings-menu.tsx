import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Language, languages, setLanguage, useLanguage } from '../i18n.ts';
import { themes, useTheme } from '../theme.ts';
import { MenuButton } from './menu.tsx';

/** Each language calls itself, so that whoever is lost finds the way back. */
const names: Readonly<Record<Language, string>> = { en: 'English', zh: '简体中文' };

export function LanguageMenu() {
  const { t } = useTranslation();
  return (
    <MenuButton
      label={t('common.language')}
      icon={<Languages />}
      items={languages.map((id) => ({ id, label: names[id] }))}
      selectedId={useLanguage()}
      onAction={(id) => setLanguage(id === 'zh' ? 'zh' : 'en')}
    />
  );
}

const icons = { system: <Monitor />, light: <Sun />, dark: <Moon /> };

export function ThemeMenu() {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  return (
    <MenuButton
      label={t('common.theme.label')}
      icon={icons[theme]}
      items={themes.map((id) => ({ id, label: t(`common.theme.${id}`), icon: icons[id] }))}
      selectedId={theme}
      onAction={(id) => setTheme(themes.find((one) => one === id) ?? 'system')}
    />
  );
}
