import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en";
import { pt } from "./pt";

const KEY = "colmeia.language";

export async function startTexts(): Promise<void> {
  const language = localStorage.getItem(KEY) ?? (navigator.language.startsWith("pt") ? "pt" : "en");
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    resources: { en: { translation: en }, pt: { translation: pt } },
    interpolation: { escapeValue: false },
  });
  setDocumentLanguage(language);
}

export async function changeLanguage(): Promise<void> {
  const language = i18next.language === "pt" ? "en" : "pt";
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
  setDocumentLanguage(language);
}

function setDocumentLanguage(language: string): void {
  document.documentElement.lang = language === "pt" ? "pt-BR" : "en";
}
