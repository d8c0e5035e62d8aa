import { Module } from '@nestjs/common';
import { ServiceModule } from '@djamms/platform';
import { DocumentFeed } from './documents/document-feed.service';
import { Documents } from './documents/documents.service';
import { PostgresSearchEngine } from './engine/postgres/postgres-search-engine';
import { WordMender } from './engine/postgres/word-mender';
import { SearchEngine } from './engine/search-engine';
import { SearchEngines } from './engine/search-engines.service';
import { IndexFiller } from './index/index-filler.service';
import { IndexUpdates } from './index/index-updates.service';
import { Index1763600200000 } from './migrations/1763600200000-index';
import { Documents1763600201000 } from './migrations/1763600201000-documents';
import { SearchController } from './tracks/search.controller';

@Module({
  imports: [ServiceModule.forRoot({ service: 'search', migrations: [Index1763600200000, Documents1763600201000] })],
  controllers: [SearchController],
  providers: [
    Documents,
    DocumentFeed,
    SearchEngines,
    WordMender,
    { provide: SearchEngine, useClass: PostgresSearchEngine },
    IndexUpdates,
    IndexFiller,
  ],
})
export class SearchModule {}
