export { gatewayRequests } from '../gateways/request-columns.js';
