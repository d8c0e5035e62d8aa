import { Module } from '@nestjs/common';
import { ServiceModule } from '@djamms/platform';
import { PostgresSearchEngine } from './engine/postgres/postgres-search-engine';
import { WordMender } from './engine/postgres/word-mender';
import { SearchEngine } from './engine/search-engine';
import { IndexFiller } from './index/index-filler.service';
import { IndexUpdates } from './index/index-updates.service';
import { Index1763600200000 } from './migrations/1763600200000-index';
import { SearchController } from './tracks/search.controller';

@Module({
  imports: [ServiceModule.forRoot({ service: 'search', migrations: [Index1763600200000] })],
  controllers: [SearchController],
  providers: [WordMender, { provide: SearchEngine, useClass: PostgresSearchEngine }, IndexUpdates, IndexFiller],
})
export class SearchModule {}
