import { readGatewayMappings } from '../../../ingest/gateways/mapping/read-mapping.js';
import type { Row } from '../../../warehouse/warehouse.js';
import { openLogReader, type ReadFile } from './read-log.js';

/** What became of a log of a gateway. */
export interface ReadGateway extends Pick<ReadFile, 'rows' | 'rejections' | 'batch'> {
  /** The one record of a request (and of a call type, where a request is several): as it landed, and as staging has it. */
  request(id: string, callType?: string): { readonly raw: Row; readonly staged: Row | undefined };
}

/** Reads logs of one gateway through its own mappings. */
export interface GatewayReader {
  read(content: string | Buffer): Promise<ReadGateway>;
  close(): Promise<void>;
}

export async function openGatewayReader(type: string): Promise<GatewayReader> {
  const reader = await openLogReader({ mappings: readGatewayMappings(type), isStaged: true });
  return {
    read: async (content) => {
      const { rows, staged, rejections, batch } = await reader.read(content);
      const request: ReadGateway['request'] = (id, callType) => {
        const [raw, ...others] = rows.filter(
          (row) => row.request_id === id && (callType === undefined || row.call_type === callType),
        );
        if (raw === undefined || others.length > 0) throw new Error(`not one record of the request ${id}`);
        return { raw, staged: staged.find(({ record_hash }) => record_hash === raw.record_hash) };
      };
      return { rows, rejections, batch, request };
    },
    close: () => reader.close(),
  };
}
