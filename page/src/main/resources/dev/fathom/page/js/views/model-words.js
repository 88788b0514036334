/** How models are spoken of wherever they are shown. */
import { bytes, parameters, t } from '../i18n.js';

/** The model in the jar, or one of its size: it knows what it was trained on and nothing of the world. */
export function isSmall(model) {
  return model.parameters < 50e6;
}

/** "deepseek_v3 · 671 B (37 B active) · Q2_K · 227 GiB" */
export function inOneLine(model) {
  const { architecture, parameters: all, active_parameters: active, quantisation, file_bytes: size } = model;
  const count = all && (active ? t('models.active', { all: parameters(all), active: parameters(active) }) : parameters(all));
  return [architecture, count, quantisation, size && bytes(size)].filter(Boolean).join(' · ');
}

/** One word on whether it fits into memory, if that is known; the reason is `model.why`. */
export function fit(model) {
  return model.fits ? t(`fits.${model.fits}`) : '';
}
