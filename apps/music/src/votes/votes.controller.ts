import { Controller } from '@nestjs/common';
import { listMyVotes, voteTrack, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { VotesService } from './votes.service';

@Controller()
export class VotesController {
  constructor(private readonly votes: VotesService) {}

  @Handle(voteTrack)
  vote(input: InputOf<typeof voteTrack>, call: Call): Promise<OutputOf<typeof voteTrack>> {
    return this.votes.vote(input, call);
  }

  @Handle(listMyVotes)
  mine(input: InputOf<typeof listMyVotes>, call: Call): Promise<OutputOf<typeof listMyVotes>> {
    return this.votes.mine(input, call);
  }
}
