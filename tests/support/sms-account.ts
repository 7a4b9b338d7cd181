// What the simulated SMS gateway knows a world by.

export const sms = { username: 'kilima', api_key: 'sms-key' }
