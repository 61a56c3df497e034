import { texts } from "../texts";

/** What is still to come, with the step that the person is at. */
export function Steps({ current }: { readonly current: 0 | 1 }): JSX.Element {
  return (
    <section className="steps" aria-labelledby="steps-title">
      <h2 id="steps-title">{texts.invite.stepsTitle}</h2>
      <ol>
        {texts.invite.steps.map((step, index) => (
          <li key={step.title} aria-current={index === current ? "step" : undefined} data-done={index < current || undefined}>
            <span><strong>{step.title}</strong> <span className="soft">{step.text}</span></span>
          </li>
        ))}
      </ol>
    </section>
  );
}
