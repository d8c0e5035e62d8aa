import { Module } from '@nestjs/common';
import { Config, ServiceModule } from '@djamms/platform';
import { DocumentFeed } from './documents/document-feed.service';
import { Documents } from './documents/documents.service';
import { LibraryReader } from './documents/library-reader.service';
import { BuiltInSearchEngine } from './engine/built-in/built-in-search-engine';
import { LibraryCache } from './engine/built-in/library-cache';
import { SearchEngine } from './engine/search-engine';
import { SearchEngines } from './engine/search-engines.service';
import { elasticsearchProviders } from './engine/elasticsearch/elasticsearch.providers';
import { HistoryController } from './history/history.controller';
import { SearchAnalytics } from './history/search-analytics.service';
import { SearchHistory } from './history/search-history.service';
import { SearchLog } from './history/search-log.service';
import { IndexFiller } from './index/index-filler.service';
import { LibraryPages } from './index/library-pages.service';
import { LibraryFollower } from './index/library-follower.service';
import { IndexUpdates } from './index/index-updates.service';
import { Index1763600200000 } from './migrations/1763600200000-index';
import { Documents1763600201000 } from './migrations/1763600201000-documents';
import { Rebuilds1763600250000 } from './migrations/1763600250000-rebuilds';
import { SearchHistory1763600260000 } from './migrations/1763600260000-search-history';
import { WithoutWords1763600270000 } from './migrations/1763600270000-without-words';
import { Condensed1763600280000 } from './migrations/1763600280000-condensed';
import { RebuildController } from './rebuild/rebuild.controller';
import { rebuildProviders } from './rebuild/rebuild.providers';
import { SearchController } from './tracks/search.controller';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'search',
      migrations: [
        Index1763600200000,
        Documents1763600201000,
        Rebuilds1763600250000,
        SearchHistory1763600260000,
        WithoutWords1763600270000,
        Condensed1763600280000,
      ],
    }),
  ],
  controllers: [SearchController, HistoryController, RebuildController],
  providers: [
    Documents,
    DocumentFeed,
    SearchEngines,
    LibraryReader,
    {
      provide: LibraryCache,
      useFactory: (reader: LibraryReader, config: Config) => new LibraryCache(reader, config.searchMemory),
      inject: [LibraryReader, Config],
    },
    {
      provide: SearchEngine,
      useFactory: (reader: LibraryReader, cache: LibraryCache) => new BuiltInSearchEngine(reader, cache),
      inject: [LibraryReader, LibraryCache],
    },
    LibraryFollower,
    IndexUpdates,
    LibraryPages,
    IndexFiller,
    SearchHistory,
    SearchAnalytics,
    SearchLog,
    ...elasticsearchProviders,
    ...rebuildProviders,
  ],
})
export class SearchModule {}
