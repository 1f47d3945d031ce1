function layer(name) { return `${dataform.projectConfig.vars.dataset_prefix}${name}`; }
module.exports = { layer };
