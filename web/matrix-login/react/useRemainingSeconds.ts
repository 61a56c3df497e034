import { useEffect, useState } from "react";

const secondsUntil = (time: number | null): number => {
  return time === null ? 0 : Math.max(0, Math.ceil((time - Date.now()) / 1_000));
};

/**
 * Whole seconds until `time` (milliseconds since 1970), live; 0 when it is past or `null`. It is reckoned from the
 * clock at every tick, so a tab that slept shows the right value when it wakes.
 */
export function useRemainingSeconds(time: number | null): number {
  const [seconds, setSeconds] = useState(() => secondsUntil(time));
  useEffect(() => {
    setSeconds(secondsUntil(time));
    if (time === null) return undefined;
    const timer = setInterval(() => {
      const left = secondsUntil(time);
      setSeconds(left);
      if (left === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [time]);
  return seconds;
}
