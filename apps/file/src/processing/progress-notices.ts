import { type ProcessingStage } from '@djamms/contracts';

/** Smaller steps than this are not worth a message to every window. */
const smallestStep = 0.02;

/** Passes progress on in steps that a person can see: each stage's beginning, then every two percent; never backwards. */
export class ProgressNotices {
  private stage: ProcessingStage | undefined;
  private told = -1;

  constructor(private readonly tell: (stage: ProcessingStage, progress: number) => void) {}

  report(stage: ProcessingStage, progress: number): void {
    const share = Math.min(1, Math.max(progress, this.told, 0));
    if (stage === this.stage && share - this.told < smallestStep) return;
    this.stage = stage;
    this.told = share;
    this.tell(stage, share);
  }
}
