import { stopServers } from './running';

export default stopServers;
