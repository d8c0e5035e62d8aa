/**
 * Amplitude of a volume in percent. Loudness is heard roughly as the square root of amplitude: a straight line would
 * do nothing in its upper half.
 */
export const volumeGain = (percent: number): number => (Math.min(100, Math.max(0, percent)) / 100) ** 2;

/** Amplitude of a number of decibels; what no song may ask for is cut off. */
export const decibelGain = (decibels: number): number => 10 ** (Math.min(12, Math.max(-40, decibels)) / 20);
